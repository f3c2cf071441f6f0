package dev.intact.sqlite;

import java.util.List;
import java.util.stream.Stream;

/** What an {@link OddTable} is made of; a NUL is where something may stand between two words. */
final class OddWords {
    static final List<String> NAMES = Stream.concat(
                    Stream.of("", " ", "\n"),
                    apart(
                            "a;B c;select;end;key;it's;say \"hi\";x]y;`tick`;größe;表;a$b;1a;desc;left;--;/*;p,q;f(x);primary;"
                                    + "constraint;Check;generated;always;not null;references;);collate;null;stored;on"))
            .toList();

    static final List<String> TYPES = apart(
                    "INT;integer;VARCHAR(10);decimal ( 10 , -2 );unsigned big int;'odd type';\"x\" [y];Text;generated;"
                            + "always;end key; ")
            .toList();

    static final List<String> STRICT_TYPES =
            apart("INT;integer;real;Text;BLOB;any").toList();

    static final List<String> DEFAULTS = apart(
                    "5;-5;+ .5e3;'it''s, )';x'ab';null;current_timestamp;true;\"dq\";bare;end;(1 + (2));(lower(')'))")
            .toList();

    static final List<String> CHECKS = apart("%s > 0;length(%s) < 10 or %s is null;%s in (1, (2), ')');(%s);"
                    + "%s not between 1 and 2;case %s when 1 then 'a)' else ',' end <> '--';"
                    + "%s like '%%''' escape '/*'")
            .toList();

    static final List<String> COLLATIONS =
            apart("nocase;RTRIM;\"binary\";'nocase'").toList();

    static final List<String> ACTIONS = spread("on delete cascade;on update set null;on delete set default;"
            + "on update restrict;on delete no action;on insert cascade;match full");

    static final List<String> DEFERRALS = spread("deferrable;not deferrable;deferrable initially deferred;"
            + "not deferrable initially deferred;deferrable initially immediate");

    private OddWords() {}

    private static Stream<String> apart(String words) {
        return Stream.of(words.split(";"));
    }

    private static List<String> spread(String words) {
        return apart(words.replace(' ', '\0')).toList();
    }
}
