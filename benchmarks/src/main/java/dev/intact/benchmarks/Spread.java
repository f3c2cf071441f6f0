package dev.intact.benchmarks;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What one rival took, round by round.
 *
 * @param values one for each round, in order
 */
record Spread(List<Double> values) {
    Spread {
        values = List.copyOf(values);
    }

    double min() {
        return at(0);
    }

    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
    }

    double max() {
        return at(values.size() - 1);
    }

    /** {@return how many times as much as the rival, in each round: what slows both in a round cancels out} */
    Spread ratioTo(Spread rival) {
        return new Spread(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / rival.values.get(round))
                .toList());
    }

    private double at(int place) {
        return values.stream().sorted().skip(place).findFirst().orElseThrow();
    }
}
