"""What can go wrong below a repository, told apart by the server's error number.

Numbers are MySQL's and MariaDB's; the driver raises them in MySQLdb's exceptions.
"""

import re

import MySQLdb

# The connection is gone; what was under way may or may not have happened.
# 1053 shutting down, 1927 killed (MariaDB), 2006 gone away, 2013 lost, 2055 lost with a reason,
# 2026 lost under TLS, 2027 a packet that makes no sense, 1158 to 1161 the network,
# 3169 killed by the server, 4031 idle too long.
LOST = frozenset({1053, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2026, 2027, 2055, 3169, 4031})
# The server took the transaction back and it may be tried again.
# 1020 changed since read (MariaDB), 1205 lock wait, 1213 deadlock or a Galera conflict,
# 3101 conflict in Group Replication, 8022 and 9007 write conflict (TiDB).
CONFLICT = frozenset({1020, 1205, 1213, 3101, 8022, 9007})
LOCK_TIMEOUT = 1205
FULL = frozenset({1040, 1203, 1226})  # too many connections: of the server, of the account
READ_ONLY = frozenset({1290, 1792, 1836, 1874})
NO_SPACE = frozenset({1021, 1114, 3675})  # the disk or the table is full
# Not now: too many, starting, too slow, or not set up for this account.
# 1036 a table that is read-only; 1044, 1045, 1049, 1142 and 1143 an account, a right or a database
# that is not there (yet); 1047 not part of the cluster;
# 3098 and 3100 refused by Group Replication (a table without a key; an isolated primary, or a
# transaction over the group's limit); 188 a search that finds too much; 1317 interrupted; 1969 and
# 3024 the statement's time limit; 2002 to 2012 cannot connect.
AWAY = FULL | {188, 1036, 1044, 1045, 1047, 1049, 1142, 1143, 1317}
AWAY |= {1969, 2002, 2003, 2005, 2012, 3024, 3098, 3100}
NO_SUCH_TABLE = 1146
# What these numbers mean is said by a second one, of the operating system or the storage engine:
# 3 and 1026 cannot write a file, 1030 the engine failed, 1180 COMMIT failed; 28 no space left,
# 149 a conflict.
WITH_INNER = {(3, 28): 1021, (1026, 28): 1021, (1030, 28): 1021, (1180, 149): 1213}
# Our own mistakes, which no retry can mend: a statement that the schema does not fit, and values
# that validation should have refused. 1054 no such column, 1064 syntax, 1146 no such table, 1176 no
# such index, 1305 no such function; 1263 NULL, 1364 no default, 1292 and 1366 a value that the
# column does not take, 1267 and 1271 collations that do not go together, 1690 out of range; 3819
# and 4025 a nameless check.
MISTAKES = frozenset({1054, 1064, NO_SUCH_TABLE, 1176, 1263, 1267, 1271, 1292, 1305, 1364, 1366})
MISTAKES |= {1690, 3819, 4025}
# And whatever the driver itself calls one; a constraint that has a name is no mistake.
MISTAKEN = (MySQLdb.ProgrammingError, MySQLdb.DataError, MySQLdb.IntegrityError)

_INNER = re.compile(r"(?:err(?:no|code):? |Got error )(\d+)", re.IGNORECASE)
_CONSTRAINT = re.compile(
    r"for key '(?:\w+\.)?(?P<key>\w+)'"  # 1062 duplicate entry
    r"|CONSTRAINT `(?P<constraint>\w+)`"  # 1451 and 1452 foreign key, 4025 check (MariaDB)
    r"|Check constraint '(?P<check>\w+)'"  # 3819 check (MySQL)
)


class DatabaseFault(Exception):
    """Anything a caller can do something about; its text is for the log, never for a client."""


class Unavailable(DatabaseFault):
    """The database cannot answer now; nothing was changed, and trying again is safe."""


class Lost(Unavailable):
    """The connection broke before anything was committed: another one may serve."""


class ReadOnly(Unavailable):
    """The server takes no writes, as after a fail-over: a new connection may find one that does."""


class NoSpace(Unavailable):
    """The server has no room for a write."""


class Unnamed(Unavailable):
    """An error that this module does not know: nothing is known to have been changed."""


class OutcomeUnknown(DatabaseFault):
    """A write was under way when the connection broke, or an error came that has no name here."""


class Conflict(DatabaseFault):
    """Another transaction was in the way; this one left nothing behind."""


class LockTimeout(Conflict):
    """Another transaction held a lock for longer than this one waits."""


class ConstraintViolated(DatabaseFault):
    """A constraint refused the write.

    Args:
        constraint: its name, as the migrations gave it.
        cause: the driver's error.
    """

    def __init__(self, constraint: str, cause: Exception):
        super().__init__(str(cause))
        self.constraint = constraint


def number(error: MySQLdb.Error) -> int:
    """Return the server's or driver's error number, 0 where there is none.

    Where a second number says what it means, the one that says the same by itself.
    """
    found = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    inner = _INNER.search(str(error))
    return WITH_INNER.get((found, int(inner[1])), found) if inner else found


def translate(error: MySQLdb.Error) -> Exception:
    """Return the fault that a driver's error stands for, or the error itself where it is a bug."""
    found = number(error)
    if found in LOST or isinstance(error, MySQLdb.InterfaceError):  # the driver's own "closed"
        return Lost(str(error))
    if found in CONFLICT:
        return LockTimeout(str(error)) if found == LOCK_TIMEOUT else Conflict(str(error))
    if found in READ_ONLY:
        return ReadOnly(str(error))
    if found in NO_SPACE:
        return NoSpace(str(error))
    if found in AWAY:
        return Unavailable(str(error))
    named = _CONSTRAINT.search(str(error))
    if named and isinstance(error, MySQLdb.IntegrityError | MySQLdb.OperationalError):
        return ConstraintViolated(named[named.lastgroup or 0], error)
    if found in MISTAKES or isinstance(error, MISTAKEN):
        return error
    return Unnamed(str(error))
