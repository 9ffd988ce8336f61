"""What several challenges share: references that compute what is right."""
