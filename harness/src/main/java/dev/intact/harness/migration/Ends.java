package dev.intact.harness.migration;

import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Makes what several runs of a change leave comparable: a time or UUID that was not there before it is a matter of chance,
 * as that of a row's move to quarantine, or a key that the database makes up.
 */
final class Ends {
    private static final Pattern CHANCE = Pattern.compile(
            "(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[.\\d+]*)|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Set<String> before = new HashSet<>();

    private Ends(List<String> lines) {
        lines.forEach(
                line -> CHANCE.matcher(line).results().map(MatchResult::group).forEach(before::add));
    }

    /** {@return how the ends of what begins as that database is now are compared} */
    static Ends from(Database start) {
        return new Ends(Snapshot.of(start));
    }

    List<String> of(Database database) {
        return Snapshot.of(database).stream()
                .map(line -> CHANCE.matcher(line).replaceAll(this::withoutChance))
                .sorted()
                .toList();
    }

    private String withoutChance(MatchResult found) {
        return before.contains(found.group()) ? found.group() : found.group(1) == null ? "(uuid)" : "(time)";
    }
}
