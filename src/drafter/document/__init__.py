"""The document tree between templates and writers; it knows neither facts nor .docx."""
