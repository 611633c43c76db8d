"""What the page decides: the lines of the title and of the text, the pages, and what stands on the last one."""
