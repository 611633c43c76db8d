"""The tree in the middle: what a report says, in which order; knows neither facts nor docx."""
