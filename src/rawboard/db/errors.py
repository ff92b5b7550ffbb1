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
# Not now: full, read-only, starting, too slow, or not set up for this account.
# 1036, 1290, 1792, 1836 and 1874 read-only; 1040, 1203 and 1226 too many connections;
# 1021, 1114 and 3675 disk or table full; 1044, 1045, 1049, 1142, 1143 and 1146 an account, a
# right, a database or a table that is not there (yet); 1047 not part of the cluster;
# 188 a search that finds too much; 1317 interrupted; 1969 and 3024 the statement's time limit;
# 2002 to 2012 cannot connect.
AWAY = frozenset({1021, 1036, 1040, 1044, 1045, 1047, 1049, 1114, 1142, 1146, 1203, 1226, 1290})
AWAY |= {188, 1143, 1317, 1792, 1836, 1874, 1969, 2002, 2003, 2005, 2012, 3024, 3675}
FULL = frozenset({1040, 1203, 1226})  # too many connections: of the server, of the account
READ_ONLY = frozenset({1290, 1792, 1836, 1874})

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


class OutcomeUnknown(DatabaseFault):
    """The connection broke while a write was under way: it may or may not have happened."""


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
    """Return the server's or driver's error number, 0 where there is none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def is_lost(error: MySQLdb.Error) -> bool:
    """Tell whether the connection is of no more use (0: the driver's own "closed")."""
    return number(error) in LOST or isinstance(error, MySQLdb.InterfaceError)


def translate(error: MySQLdb.Error) -> Exception:
    """Return the fault that a driver's error stands for, or the error itself where it is a bug."""
    if number(error) == LOCK_TIMEOUT:
        return LockTimeout(str(error))
    if number(error) in CONFLICT:
        return Conflict(str(error))
    if number(error) in AWAY or is_lost(error):
        return Unavailable(str(error))
    named = _CONSTRAINT.search(str(error))
    if named and isinstance(error, MySQLdb.IntegrityError | MySQLdb.OperationalError):
        return ConstraintViolated(named[named.lastgroup or 0], error)
    return error
