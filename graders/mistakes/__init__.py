"""What learners get wrong: for each challenge its known mistakes, and what each would have made of a case."""
