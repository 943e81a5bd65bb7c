/* Batteries of TestU01 over the draws of zombielaw.sim.luck, read in an order that the model might read them in.
 *
 *   testu01 ORDER PART BATTERY
 *
 * ORDER    the name that moves fastest: subject, period, decision, index, replicate or seed.  Where it has come to its
 *          last value, the next name of NEXT moves on by one, as in an odometer.
 * PART     which bits of the generator's 64 are read: high (the upper 32), low (the lower 32 of the 52 that make a draw),
 *          or both, the upper and the lower 32 in turn.
 * BATTERY  small, medium or big: SmallCrush, Crush, BigCrush.
 *
 * `testu01 draw SEED REPLICATE DECISION SUBJECT PERIOD INDEX` prints one draw's 64 bits: tests/test_luck.py has the same
 * numbers.  Built as docs/engines.md says.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bbattery.h"
#include "unif01.h"

enum { SUBJECT, PERIOD, DECISION, INDEX, REPLICATE, SEED, NAMES };

static const char *const NAME[NAMES] = {"subject", "period", "decision", "index", "replicate", "seed"};
/* how many values each name takes, from FIRST on */
static const uint64_t COUNT[NAMES] = {1u << 20, 120, 90, 32, 1ull << 32, 1ull << 32};
static const uint64_t FIRST[NAMES] = {0, 0, 1, 0, 0, 0};
/* which names follow the fastest, and in which order */
static const int NEXT[NAMES][NAMES] = {
    {SUBJECT, PERIOD, DECISION, REPLICATE, SEED, INDEX},
    {PERIOD, SUBJECT, DECISION, REPLICATE, SEED, INDEX},
    {DECISION, SUBJECT, PERIOD, REPLICATE, SEED, INDEX},
    {INDEX, SUBJECT, PERIOD, DECISION, REPLICATE, SEED},
    {REPLICATE, SUBJECT, PERIOD, DECISION, SEED, INDEX},
    {SEED, SUBJECT, PERIOD, DECISION, REPLICATE, INDEX},
};

static uint64_t at[NAMES];
static uint64_t stream; /* of all names but the subject */
static uint64_t held;
static int order, part, full, half;

/* Output `number` of SplitMix64 that starts from `state`. */
static uint64_t split(uint64_t state, uint64_t number) {
    uint64_t z = state + (number + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t stream_of(const uint64_t name[NAMES]) {
    uint64_t root = split(0, name[SEED] << 32 | name[REPLICATE]);
    return split(root, name[DECISION] << 56 | name[INDEX] << 32 | name[PERIOD]);
}

static uint64_t draw(void) {
    uint64_t z = split(stream, at[SUBJECT]);
    for (int place = 0; place < NAMES; place++) {
        int name = NEXT[order][place];
        if (name != SUBJECT) full = 0;
        if (++at[name] < FIRST[name] + COUNT[name]) break;
        at[name] = FIRST[name];
    }
    if (!full) {
        stream = stream_of(at);
        full = 1;
    }
    return z;
}

static unsigned int word(void) {
    if (part == 2) { /* a new draw's upper half, then its lower one */
        half = !half;
        if (!half) return (unsigned int)held;
        held = draw();
        return (unsigned int)(held >> 32);
    }
    return (unsigned int)(draw() >> (part == 0 ? 32 : 12));
}

static int find(const char *const *names, int count, const char *asked) {
    for (int number = 0; number < count; number++)
        if (!strcmp(names[number], asked)) return number;
    fprintf(stderr, "'%s' is not known; allowed:", asked);
    for (int number = 0; number < count; number++) fprintf(stderr, " %s", names[number]);
    fprintf(stderr, "\n");
    exit(2);
}

int main(int count, char **words) {
    static const char *const parts[] = {"high", "low", "both"};
    static const char *const batteries[] = {"small", "medium", "big"};
    static void (*const run[])(unif01_Gen *) = {bbattery_SmallCrush, bbattery_Crush, bbattery_BigCrush};
    char title[80];
    if (count == 8 && !strcmp(words[1], "draw")) {
        uint64_t name[NAMES];
        static const int given[NAMES] = {SEED, REPLICATE, DECISION, SUBJECT, PERIOD, INDEX};
        for (int place = 0; place < NAMES; place++) name[given[place]] = strtoull(words[2 + place], NULL, 0);
        printf("0x%016llX\n", (unsigned long long)split(stream_of(name), name[SUBJECT]));
        return 0;
    }
    if (count != 4) {
        fprintf(stderr, "usage: testu01 ORDER PART BATTERY | testu01 draw SEED REPLICATE DECISION SUBJECT PERIOD INDEX\n");
        return 2;
    }
    order = find(NAME, NAMES, words[1]);
    part = find(parts, 3, words[2]);
    int battery = find(batteries, 3, words[3]);
    memcpy(at, FIRST, sizeof at);
    stream = stream_of(at);
    full = 1;
    snprintf(title, sizeof title, "zombielaw draws, %s fastest, %s", words[1], words[2]);
    unif01_Gen *generator = unif01_CreateExternGenBits(title, word);
    run[battery](generator);
    unif01_DeleteExternGenBits(generator);
    return 0;
}
