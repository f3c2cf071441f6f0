package dev.intact;

import dev.intact.plan.Step;

/**
 * A step of a run that begins.
 *
 * @param change the name of the change
 * @param number the step's number, from 1
 * @param steps how many steps there are
 * @param step the step
 */
public record Progress(String change, int number, int steps, Step step) {}
