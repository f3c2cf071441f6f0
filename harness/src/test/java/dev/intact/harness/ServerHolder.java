package dev.intact.harness;

/** Main class of a child JVM: starts a server, tells where it is, and stays until its input ends. */
final class ServerHolder {
    private ServerHolder() {}

    /** With the argument "keep", keeps the database, and tells its URL too; and who it runs as. */
    public static void main(String[] arguments) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            System.out.println(database.rows("SHOW port").get(0).get(0));
            System.out.println(database.rows("SHOW data_directory").get(0).get(0));
            if (arguments.length > 0) {
                database.execute("CREATE TABLE kept (id integer)");
                System.out.println(database.keep());
            }
            System.out.println(System.getProperty("user.name"));
            while (System.in.read() >= 0) {
                // Nobody writes.
            }
        }
    }
}
