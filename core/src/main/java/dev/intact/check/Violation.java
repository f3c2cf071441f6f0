package dev.intact.check;

import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that break a rule.
 *
 * @param code a stable name of the rule, such as {@code duplicate-key}
 * @param table where the rows are
 * @param headline one sentence: what is wrong
 * @param rule the rule in words
 * @param groups how many values break it, each by one row or several
 * @param rows how many rows break it
 * @param found both numbers in words
 * @param samples some of the rows, as many as the options allow
 * @param findAll the query that finds them all
 * @param remedy what can be done
 */
public record Violation(
        String code,
        TableName table,
        String headline,
        String rule,
        long groups,
        long rows,
        String found,
        List<Sample> samples,
        String findAll,
        String remedy) {
    public Violation {
        samples = List.copyOf(samples);
    }

    /**
     * Rows that break the rule together.
     *
     * @param what what they have in common: {@code workflow_id = 'wf-17'}
     * @param rows how many they are
     * @param keys the primary keys of some of them, as text, each as its columns' values
     * @param keyLabel the name of the primary key's columns, or empty where the table has none
     */
    public record Sample(String what, long rows, List<String> keys, String keyLabel) {
        public Sample {
            keys = List.copyOf(keys);
        }
    }

    /** {@return the violation as aligned facts} */
    public List<Fact> facts() {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("rule", rule + "   [" + code + "]"));
        facts.add(Fact.of("found", found));
        facts.add(new Fact("sample", sampleLines()));
        facts.add(Fact.of("find all", findAll));
        facts.add(Fact.of("remedy", remedy));
        return facts;
    }

    private List<String> sampleLines() {
        int width =
                samples.stream().mapToInt(sample -> sample.what.length()).max().orElse(0);
        return samples.stream().map(sample -> line(sample, width)).toList();
    }

    private static String line(Sample sample, int width) {
        var line = new StringBuilder(sample.what);
        if (sample.rows > 1 || !sample.keys.isEmpty()) {
            line.append(" ".repeat(width - sample.what.length() + 3))
                    .append(sample.rows)
                    .append(sample.rows == 1 ? " row" : " rows");
        }
        if (!sample.keys.isEmpty()) {
            line.append("   ").append(sample.keyLabel).append(' ').append(String.join(", ", sample.keys));
            if (sample.keys.size() < sample.rows) {
                line.append(", …");
            }
        }
        return line.toString();
    }

    /** {@return the headline and the facts} */
    @Override
    public String toString() {
        return headline + "\n\n" + Fact.align(facts());
    }
}
