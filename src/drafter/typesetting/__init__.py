"""A document on pages: styles, blocks, line breaks, page breaks, and the place of the 版记."""
