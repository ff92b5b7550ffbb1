/* Adds a delay to each round trip of a TCP connection: delay PORT TARGET_PORT MICROSECONDS.
 *
 * What the client sends is held back for the delay and then passed on in order; what the server
 * sends passes at once. Both ends on 127.0.0.1; one thread, epoll, no copying but the two it takes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, EVENTS = 64 };

/* One end of a connection; a pair refers to each other. Never freed: a benchmark opens hundreds. */
struct end {
    int fd;
    int held; /* what it sends is held back: it is a client */
    struct end *other;
};

struct piece { /* what a client sent, waiting for its time */
    struct timespec due;
    struct end *to;
    struct piece *next;
    size_t length;
    char data[];
};

static struct piece *first, **last = &first;
static int events, timer;
static long delay_ns;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void close_both(struct end *one) {
    struct end *both[] = {one, one->other};
    for (int i = 0; i < 2; i++)
        if (both[i]->fd >= 0) {
            close(both[i]->fd);
            both[i]->fd = -1;
        }
}

static void pass(struct end *to, const char *data, size_t length) {
    while (length && to->fd >= 0) {
        ssize_t sent = send(to->fd, data, length, MSG_NOSIGNAL);
        if (sent > 0) {
            data += sent;
            length -= (size_t)sent;
        } else if (errno == EAGAIN) {
            struct pollfd full = {to->fd, POLLOUT, 0};
            poll(&full, 1, -1);
        } else {
            close_both(to);
        }
    }
}

static void set_timer(void) {
    struct itimerspec when = {{0, 0}, {0, 0}};
    if (first) when.it_value = first->due;
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void hold(struct end *to, const char *data, size_t length) {
    struct piece *piece = malloc(sizeof *piece + length);
    if (!piece) fail("malloc");
    clock_gettime(CLOCK_MONOTONIC, &piece->due);
    piece->due.tv_nsec += delay_ns;
    piece->due.tv_sec += piece->due.tv_nsec / 1000000000;
    piece->due.tv_nsec %= 1000000000;
    piece->to = to;
    piece->next = NULL;
    piece->length = length;
    memcpy(piece->data, data, length);
    int was_empty = !first;
    *last = piece;
    last = &piece->next;
    if (was_empty) set_timer();
}

static void pass_due(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    while (first && (first->due.tv_sec < now.tv_sec ||
                     (first->due.tv_sec == now.tv_sec && first->due.tv_nsec <= now.tv_nsec))) {
        struct piece *piece = first;
        first = piece->next;
        if (!first) last = &first;
        pass(piece->to, piece->data, piece->length);
        free(piece);
    }
    set_timer();
}

static void take(struct end *from) {
    static char buffer[CHUNK];
    if (from->fd < 0) return;
    ssize_t length = recv(from->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length > 0 && from->held && delay_ns)
        hold(from->other, buffer, (size_t)length);
    else if (length > 0)
        pass(from->other, buffer, (size_t)length);
    else if (length == 0 || errno != EAGAIN)
        close_both(from);
}

static void watch(int fd, void *what) {
    struct epoll_event event = {EPOLLIN, {.ptr = what}};
    if (epoll_ctl(events, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static struct end *new_end(int fd, int held) {
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct end *made = calloc(1, sizeof *made);
    if (!made) fail("calloc");
    made->fd = fd;
    made->held = held;
    return made;
}

static struct sockaddr_in here(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((in_port_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void join(int listener, const struct sockaddr_in *target) {
    int client = accept(listener, NULL, NULL);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0) return;
    if (server < 0 || connect(server, (const struct sockaddr *)target, sizeof *target)) {
        close(client);
        if (server >= 0) close(server);
        return;
    }
    struct end *one = new_end(client, 1), *two = new_end(server, 0);
    one->other = two;
    two->other = one;
    watch(client, one);
    watch(server, two);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: delay PORT TARGET_PORT MICROSECONDS\n");
        return 2;
    }
    struct sockaddr_in mine = here(arguments[1]), target = here(arguments[2]);
    delay_ns = atol(arguments[3]) * 1000;
    prctl(PR_SET_TIMERSLACK, 1); /* nanosecond, not the usual fifty microseconds */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&mine, sizeof mine) || listen(listener, 512)) fail("bind");
    events = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(listener, &listener);
    watch(timer, &timer);
    for (;;) {
        struct epoll_event ready[EVENTS];
        int number = epoll_wait(events, ready, EVENTS, -1);
        for (int i = 0; i < number; i++) {
            void *what = ready[i].data.ptr;
            uint64_t expired;
            if (what == &listener) {
                join(listener, &target);
            } else if (what == &timer) {
                if (read(timer, &expired, sizeof expired) > 0) pass_due();
            } else {
                take(what);
            }
        }
    }
}
