"""What leaves the house, and when? The timetable, the Infobrief, the postman and the ways out."""
