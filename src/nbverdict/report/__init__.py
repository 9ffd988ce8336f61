"""What staff read of a class: how it went, what needs a person, and what is given to many at once."""
