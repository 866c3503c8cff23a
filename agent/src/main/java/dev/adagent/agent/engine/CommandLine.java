package dev.adagent.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands of {@code java -jar adagent.jar}. */
@Command(
        name = "java -jar adagent.jar",
        description = "Lets ordinary Java run kernels on a GPU and differentiates it. Start an app with"
                + " java -javaagent:adagent.jar -jar app.jar",
        mixinStandardHelpOptions = true,
        subcommands = {CompileCommand.class, VerifyCommand.class},
        versionProvider = CommandLine.Version.class)
public final class CommandLine {
    private CommandLine() {}

    /** Runs a command; the result is the exit status. */
    public static int run(String[] args) {
        return new picocli.CommandLine(new CommandLine()).execute(args);
    }

    /** Prints the device that launches would run on. */
    @Command(
            name = "device",
            description = "Prints the device that launches run on, and why",
            mixinStandardHelpOptions = true)
    int device(@Option(names = "--device", description = "auto, cpu or cuda", defaultValue = "auto") String device) {
        Object reply = new Engine((request, args) ->
                        request.equals("option") && Arrays.equals(args, new Object[] {"device"}) ? device : null)
                .apply("device", new Object[0]);
        if (reply instanceof Object[] error) {
            System.err.println(error[2]);
            return 1;
        }
        System.out.println(reply);
        return 0;
    }

    /** The version of the jar. */
    static final class Version implements picocli.CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties p = new Properties();
            try (InputStream in = CommandLine.class.getResourceAsStream("version.properties")) {
                p.load(in);
            }
            return new String[] {"adagent " + p.getProperty("version")};
        }
    }
}
