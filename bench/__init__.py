"""The benchmark: Rawboard against its peers on one database; see README.md."""
