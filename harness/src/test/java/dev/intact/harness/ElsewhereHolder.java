package dev.intact.harness;

/** Main class of a child JVM: makes databases on the server of a URL, tells one's name, and stays until its input ends. */
final class ElsewhereHolder {
    private ElsewhereHolder() {}

    /** Its one argument is the URL. */
    public static void main(String[] arguments) throws Exception {
        var source = TestDatabases.postgres(arguments[0]).migratedBy("create table t (id integer)");
        source.open().close();
        var database = source.open();
        System.out.println(database.rows("SELECT current_database()").get(0).get(0));
        while (System.in.read() >= 0) {
            // Nobody writes.
        }
    }
}
