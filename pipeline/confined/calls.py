"""Which calls of the kernel are refused to a process that opens hostile files? (seccomp)

A list of what is refused, not of what is allowed: decoders, the recogniser and the C library ask for different things
on every machine. Whatever is newer than this list is refused too, so that nothing gets in by being new.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.confined.kernel import PR_SET_SECCOMP, prctl

MODE_FILTER = 2
LOAD, JUMP_EQUAL, JUMP_GREATER, JUMP_AT_LEAST, JUMP_SET, RETURN = 0x20, 0x15, 0x25, 0x35, 0x45, 0x06
"""BPF: load a word; compare it with a constant; return."""
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets in `struct seccomp_data`."""
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
CLONE_THREAD = 0x00010000
NEWEST = 450
"""Calls with greater numbers are answered as by a kernel that does not know them."""
OTHER_ABI = 0x40000000
"""x32 calls begin here, with the numbers of the others."""

CALLS: Mapping[str, tuple[int | None, int | None]] = {
    # looks into or moves other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # leaves the process group that is killed
    "setsid": (112, 157),
    "setpgid": (109, 154),
    # speaks to anybody
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "recvfrom": (45, 207),
    "recvmsg": (47, 212),
    "recvmmsg": (299, 243),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # changes files in ways that Landlock does not know
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "utime": (132, None),
    "utimes": (235, None),
    "utimensat": (280, 88),
    "futimesat": (261, None),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    # becomes somebody else, or somewhere else
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "unshare": (272, 97),
    "setns": (308, 268),
    "personality": (135, 92),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    # is of no use here, and new or rarely used in the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "vhangup": (153, 58),
    "acct": (163, 89),
    "syslog": (103, 116),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
}
"""Numbers on x86-64 and on arm64; None where there is no such call. Source: the kernel's `unistd.h`."""

PROGRAMS: Mapping[str, tuple[int | None, int | None]] = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
}  # fmt: skip
"""Refused unless the recogniser is a program; with them `clone` for anything but a thread."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """How a processor names itself to a filter, and the calls whose arguments are looked at."""

    column: int
    architecture: int
    clone: int
    clone3: int
    kill: int
    tgkill: int
    prlimit64: int


MACHINES = {
    "x86_64": Machine(column=0, architecture=0xC000003E, clone=56, clone3=435, kill=62, tgkill=234, prlimit64=302),
    "aarch64": Machine(column=1, architecture=0xC00000B7, clone=220, clone3=435, kill=129, tgkill=131, prlimit64=261),
}


def refuse_calls(*, programs: bool) -> str:
    """From now on, for this thread and those that it starts. Returns why not; empty when it is done.

    `programs`: whether other programs may be run, and stopped.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return f"the calls of {platform.machine()} are not known here"
    program = b"".join(_filter(machine, os.getpid(), programs=programs))
    code = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    header = ctypes.create_string_buffer(told, len(told))
    failed = prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(header))
    return f"the kernel refuses seccomp ({errno.errorcode.get(failed, failed)})" if failed else ""


def _filter(machine: Machine, pid: int, *, programs: bool) -> Iterator[bytes]:
    refuse = REFUSE | errno.EPERM
    yield _step(LOAD, ARCHITECTURE)
    yield _step(JUMP_EQUAL, machine.architecture, 1, 0)
    yield _step(RETURN, KILL)
    yield _step(LOAD, NUMBER)
    yield _step(JUMP_AT_LEAST, OTHER_ABI, 0, 1)
    yield _step(RETURN, KILL)
    yield _step(JUMP_GREATER, NEWEST, 0, 1)
    yield _step(RETURN, REFUSE | errno.ENOSYS)
    refused = CALLS if programs else {**CALLS, **PROGRAMS}
    for numbers in refused.values():
        number = numbers[machine.column]
        if number is not None:
            yield _step(JUMP_EQUAL, number, 0, 1)
            yield _step(RETURN, refuse)
    yield from _only_where(machine.prlimit64, JUMP_EQUAL, 0)  # limits of oneself
    if not programs:
        yield _step(JUMP_EQUAL, machine.clone3, 0, 1)
        yield _step(RETURN, REFUSE | errno.ENOSYS)  # its arguments cannot be seen: the C library then takes `clone`
        yield from _only_where(machine.clone, JUMP_SET, CLONE_THREAD)
        yield from _only_where(machine.kill, JUMP_EQUAL, pid)
        yield from _only_where(machine.tgkill, JUMP_EQUAL, pid)
    yield _step(RETURN, ALLOW)


def _only_where(number: int, comparison: int, wanted: int) -> Iterator[bytes]:
    """That call is allowed where its first argument compares so, else refused; the others go on."""
    yield _step(JUMP_EQUAL, number, 0, 4)
    yield _step(LOAD, FIRST_ARGUMENT)
    yield _step(comparison, wanted, 0, 1)
    yield _step(RETURN, ALLOW)
    yield _step(RETURN, REFUSE | errno.EPERM)


def _step(code: int, constant: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, constant)
