"""HTTP as its RFCs have it, without a word of boards or users: requests in, responses out."""
