using System.Runtime.InteropServices;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

[Collection(nameof(Alone))]
public sealed class AheadOfTimeTests
{
    private static readonly string[] Compilers = ["clang", "gcc"];

    [Fact]
    public async Task The_collector_compiles_ahead_of_time_without_a_warning_and_its_parts_work()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Array.Exists(Compilers, IsInstalled),
            "no C compiler to link with: apt-get install gcc zlib1g-dev (tests/hosts/setup does it on Debian)");
        var runtime = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        using var folder = new TemporaryFolder();

        // Into a tree of its own: the build that is being tested stays as it is. The analyzers had their say in that one; half a minute on
        // two idle cores.
        var output = await new Command(
            "dotnet", "publish", Path.Combine(Paths.Root, "src", "Diagnoser.Collector"), "-c", "Release", "-r", runtime, "-v", "m", "-nologo",
            "--artifacts-path", folder.File("artifacts"), "-o", folder.File("out"), "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:NativeDebugSymbols=false")
        {
            TimeLimit = TimeSpan.FromMinutes(10),
        }.RunAsync();
        Assert.DoesNotContain("warning", output.Text(), StringComparison.OrdinalIgnoreCase);

        var program = folder.File("out/diagnoser-collector");
        Assert.InRange(new FileInfo(program).Length, 1, 20_000_000);
        var page = await new Command(program, "config", "check") { Environment = new Dictionary<string, string> { ["DIAGNOSER__Bus__RabbitMq__Partitions"] = "3" } }.RunAsync();
        Assert.Matches("Bus:RabbitMq:Partitions +3 +DIAGNOSER__Bus__RabbitMq__Partitions", page.Text());

        // Spool, ledger, broker client and YAML are reached; the engine is not there.
        await File.WriteAllTextAsync(folder.File("c.yaml"), "Bus: { RabbitMq: { Uri: 'amqp://127.0.0.1:1' } }\n", TestContext.Current.CancellationToken);
        // In the foreground: else timeout signals twice, and the second signal ends a collector at once.
        var run = await new Command(
            "timeout", "--foreground", "--signal=TERM", "--preserve-status", "5", program, "run", "--docker", "unix:///no/docker.sock", "--data", folder.File("data"), "--config", folder.File("c.yaml")).RunAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("RabbitMQ at 127.0.0.1:1 cannot be reached", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 wait in the spool, 0 lost", run.Error, StringComparison.Ordinal);
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
