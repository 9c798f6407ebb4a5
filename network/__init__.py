"""What is the network? Its nouns, rules and matching: pure, without input or output."""
