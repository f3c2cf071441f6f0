package dev.intact;

import dev.intact.plan.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * A step of a run that begins, or has come some way.
 *
 * @param change the name of the change
 * @param number the step's number, from 1
 * @param steps how many steps there are
 * @param step the step
 * @param advance for a step that goes through a table's rows part after part: how far it has come; told once a second at
 *     most, and at its end
 */
public record Progress(String change, int number, int steps, Step step, Optional<Advance> advance) {
    /**
     * How far a step has come.
     *
     * @param rows how many rows it has changed
     * @param share how much of the table it has gone through, from 0 to 1
     * @param taken how long that took
     */
    public record Advance(long rows, double share, Duration taken) {
        /** {@return how many rows it changes in a second} */
        public double rowsPerSecond() {
            return rows / Math.max(taken.toNanos() / 1e9, 1e-9);
        }

        /** {@return how long the rest takes if it goes on like this} */
        public Duration left() {
            return share <= 0 ? Duration.ZERO : Duration.ofNanos((long) (taken.toNanos() * (1 - share) / share));
        }
    }
}
