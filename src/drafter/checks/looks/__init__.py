"""Rules on the looks of a .docx, ours or anybody's."""
