using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class DoctorTests(DockerHost host, Broker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_is_seen_and_how_to_see_the_rest()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await engine.Docker.ServeAsync(DockerCli.Name("doctor"));
        var settings = new Dictionary<string, string>
        {
            ["Bus__RabbitMq__Uri"] = access.Uri.OriginalString, ["Collector__KernelLogPath"] = _folder.File("nothing"), ["Collector__DaemonLog"] = engine.Log,
        };

        var output = await CollectorProgram.Command(settings, "doctor", "--docker", engine.Uri, "--data", _folder.Path).RunAsync();

        Assert.Equal(1, output.ExitCode);
        foreach (var good in (string[])["engine", "events", "oom counter", "cgroups", "networks", "daemon log", "data", "broker"])
        {
            Assert.Matches($"(?m)^good +{good} ", output.Out);
        }

        Assert.Matches("(?m)^limited +access .*root on the host", output.Out);
        Assert.Matches("(?m)^limited +kernel log .*there is no kernel log", output.Out);
        Assert.Matches("(?m)^ +fix: .*--device", output.Out);
        Assert.Matches("(?m)^none +swarm ", output.Out);
        Assert.DoesNotContain(BrokerAccess.Password, output.Out + output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_it_says_where_it_looked_and_goes_on()
    {
        var output = await CollectorProgram.Command(new Dictionary<string, string>(), "doctor", "--json", "--docker", $"unix://{_folder.File("none.sock")}", "--data", "/proc/1/nowhere").RunAsync();

        Assert.Equal(1, output.ExitCode);
        Assert.Contains("\"what\":\"engine\",\"sight\":\"blind\"", output.Out, StringComparison.Ordinal);
        Assert.Contains("\"what\":\"data\",\"sight\":\"blind\"", output.Out, StringComparison.Ordinal);
        Assert.Contains("\"what\":\"broker\",\"sight\":\"blind\"", output.Out, StringComparison.Ordinal);
    }
}
