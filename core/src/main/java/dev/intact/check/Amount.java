package dev.intact.check;

/** How many of something, in words. */
final class Amount {
    private Amount() {}

    static String of(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
