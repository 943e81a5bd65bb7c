/* The scan of all providers in one decision of one month, as a yardstick: which draws lie below a bound.
 *
 * The same rule as sim/engines/scan.py over the draws of sim/luck.py, written as one would write it in C. Built and
 * called by benchmarks/yardstick.py, which checks that both find the same providers.
 */
#include <stdint.h>

enum { CHUNK = 4096 };

static inline uint64_t split(uint64_t state, uint64_t number) {
    uint64_t z = state + (number + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Writes the providers below the bound to `found`, which has room for all and one more; returns how many they are. */
int64_t scan(uint64_t seed, uint64_t replicate, uint64_t decision, uint64_t month, int64_t count, double bound,
             int32_t *found) {
    const uint64_t stream = split(split(0, seed << 32 | replicate), decision << 56 | month);
    double draws[CHUNK];
    int64_t number = 0;
    for (int64_t first = 0; first < count; first += CHUNK) {
        const int64_t here = count - first < CHUNK ? count - first : CHUNK;
        for (int64_t place = 0; place < here; place++) {
            draws[place] = ((double)(split(stream, (uint64_t)(first + place)) >> 12) + 0.5) * 0x1p-52;
        }
        for (int64_t place = 0; place < here; place++) {
            found[number] = (int32_t)(first + place);
            number += draws[place] < bound;
        }
    }
    return number;
}
