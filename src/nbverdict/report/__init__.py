"""Reports for staff: results of a class, the review queue, and scores given to many answers at once."""
