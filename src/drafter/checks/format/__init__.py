"""Rules on the format of any .docx. Imported only where a document is read."""

from __future__ import annotations

from drafter.checks.format import leftovers, page_and_type, page_elements

FORMAT_RULES = [  # of the format of any .docx
    page_and_type.paper,
    page_and_type.margins,
    page_and_type.fixed_line_spacing,
    page_and_type.lines_of_a_page,
    page_and_type.title_type,
    page_and_type.title_centred,
    page_and_type.title_without_stop,
    page_and_type.body_type,
    page_and_type.first_line_indent,
    page_and_type.indent_not_typed,
    page_and_type.heading_type,
    page_and_type.heading_not_bold,
    page_and_type.figures_type,
    page_elements.page_number,
    page_elements.page_number_form,
    page_elements.page_number_sides,
    page_elements.date_in_figures,
    page_elements.date_at_the_right,
    page_elements.issuer_above_date,
    page_elements.attachment_list,
    page_elements.attachment_on_new_page,
    page_elements.imprint_rules,
    leftovers.left_to_fill,
    leftovers.no_colours,
    leftovers.no_tracked_changes,
    leftovers.no_comments,
    leftovers.fields_are_up_to_date,
    leftovers.no_empty_paragraphs,
    leftovers.no_soft_breaks,
]
