"""The challenges of this course: what each checks, which mistakes it knows, and answers it is tried with."""
