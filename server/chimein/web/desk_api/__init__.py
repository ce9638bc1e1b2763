"""The desk for programs: the same deeds as behind its pages, as JSON under /api/v1/admin/."""
