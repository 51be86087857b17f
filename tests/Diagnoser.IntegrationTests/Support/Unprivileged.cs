namespace Diagnoser.IntegrationTests.Support;

/// <summary>The program as a user without rights: nobody, in the group of the Docker socket or in none, who may not read the kernel log.</summary>
internal static class Unprivileged
{
    private const string Nobody = "65534";

    public static async Task<Command> ProgramAsync(TestEngine engine, TemporaryFolder folder, bool mayUseDocker, params IReadOnlyList<string> arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become another user");
        var socket = new Uri(engine.Uri);
        Assert.SkipUnless(socket.Scheme == "unix", "the engine is not reached over a socket with an owner");

        // The build may lie below a folder that nobody else can enter.
        var program = Directory.CreateDirectory(folder.File("program")).FullName;
        _ = (await new Command("cp", "-r", Paths.ProgramFolder + "/.", program).RunAsync()).Text();
        _ = (await new Command("chmod", "-R", "a+rX", program).RunAsync()).Text();
        var group = (await new Command("stat", "-c", "%g", socket.AbsolutePath).RunAsync()).Text();

        // Whether a user may read /dev/kmsg depends on a setting of the machine; behind this file nobody may.
        var forbidden = folder.File("kmsg");
        await File.WriteAllTextAsync(forbidden, "", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(forbidden, UnixFileMode.None);

        var plain = new TestEngine(engine.Uri, null).Program(program, arguments);
        var command = plain
            .Behind("setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", $"--groups={(mayUseDocker ? group : Nobody)}", "--inh-caps=-all", "--bounding-set=-all")
            .Behind("unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /dev/kmsg && exec \"$@\"", forbidden);
        return engine.OnHost(command with
        {
            Environment = new Dictionary<string, string>(command.Environment) { ["HOME"] = folder.Path },
        });
    }
}
