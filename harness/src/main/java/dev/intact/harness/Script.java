package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits SQL text into statements, since sqlite-jdbc runs the first and ignores the rest, and PostgreSQL runs several
 * sent together as one transaction.
 *
 * <p>A semicolon ends a statement, except inside quotes, brackets, dollar-quoted strings and comments, and inside the
 * BEGIN … END body of a trigger or routine, where (as in <a
 * href="https://sqlite.org/c3ref/complete.html">sqlite3_complete</a>) the statement goes on to the END that follows a
 * semicolon.
 */
public final class Script {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<skip> \\s++ | --[^\\n]*+ | /\\*(?s:.*?)\\*/ )
            | [eE]'(?:[^'\\\\]++|\\\\(?s:.))*+'
            | '[^']*+' | "[^"]*+" | `[^`]*+` | \\[[^\\]\\['"]*+\\]
            | \\$(?<tag>(?:[\\p{L}_][\\p{L}\\p{N}_]*+)?)\\$(?s:.*?)\\$\\k<tag>\\$
            | (?<word> [\\p{L}_][\\p{L}\\p{N}_$]*+ )
            | (?s:.)
            """, Pattern.COMMENTS);

    private static final Pattern MAY_HAVE_BODY =
            Pattern.compile("CREATE (OR REPLACE )?((TEMP|TEMPORARY|CONSTRAINT) )?(TRIGGER|FUNCTION|PROCEDURE) .*");

    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private String previous = "";
    private String beforePrevious = "";
    private boolean inBody;

    private Script() {}

    /**
     * {@return the statements of a text in order, without the semicolons between them}
     *
     * @param text SQL for SQLite or PostgreSQL; the last semicolon may be missing
     */
    public static List<String> statements(String text) {
        var script = new Script();
        var tokens = TOKEN.matcher(text);
        while (tokens.find()) {
            var token = tokens.group();
            if (tokens.group("skip") != null) {
                script.statement.append(token);
            } else if (tokens.group("word") != null) {
                script.word(token);
            } else if (token.equals(";") && !script.isInsideBody()) {
                script.end();
            } else {
                script.token(token);
            }
        }
        script.end();
        return List.copyOf(script.statements);
    }

    /** Runs scripts on a connection, statement for statement. */
    static void run(Connection connection, List<String> scripts) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var script : scripts) {
                for (var sql : statements(script)) {
                    statement.execute(sql);
                }
            }
        }
    }

    private void word(String word) {
        token(word);
        previous = word.toUpperCase(Locale.ROOT);
        words.append(previous).append(' ');
        inBody |= previous.equals("BEGIN") && MAY_HAVE_BODY.matcher(words).matches();
    }

    private void token(String token) {
        statement.append(token);
        beforePrevious = previous;
        previous = token;
    }

    private boolean isInsideBody() {
        return inBody && !(previous.equals("END") && beforePrevious.equals(";"));
    }

    private void end() {
        var nothingButComments = previous.isEmpty();
        if (!nothingButComments) {
            statements.add(statement.toString().strip());
        }
        statement.setLength(0);
        words.setLength(0);
        previous = "";
        beforePrevious = "";
        inBody = false;
    }
}
