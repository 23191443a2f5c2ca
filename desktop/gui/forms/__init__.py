"""Forms on the screen: editors for every type of answer, and the view that holds them."""
