"""What people read: rows, JSON Lines, the Excel workbook and the HTML report."""
