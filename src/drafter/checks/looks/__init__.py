"""Rules on the looks of a .docx, ours or anybody's. Imported where a document is read, and only there."""

from __future__ import annotations

from drafter.checks.looks import placing, remains, typeface

DOCUMENT_RULES = [  # of the looks of a .docx, ours or anybody's
    typeface.paper,
    typeface.margins,
    typeface.fixed_line_spacing,
    typeface.lines_of_a_page,
    typeface.title_type,
    typeface.title_centred,
    typeface.title_without_stop,
    typeface.body_type,
    typeface.first_line_indent,
    typeface.indent_not_typed,
    typeface.heading_type,
    typeface.heading_not_bold,
    typeface.figures_type,
    placing.page_number,
    placing.page_number_form,
    placing.page_number_sides,
    placing.date_in_figures,
    placing.date_at_the_right,
    placing.issuer_above_date,
    placing.attachment_list,
    placing.attachment_on_new_page,
    placing.imprint_rules,
    remains.left_to_fill,
    remains.no_colours,
    remains.no_tracked_changes,
    remains.no_comments,
    remains.fields_are_up_to_date,
    remains.no_empty_paragraphs,
    remains.no_soft_breaks,
]
