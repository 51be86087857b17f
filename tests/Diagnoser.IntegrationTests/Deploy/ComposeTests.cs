using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Api;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Deploy;

/// <summary>The product as people bring it up: images from <c>deploy/</c>, <c>docker-compose.yml</c>, a fault, a message.</summary>
[Collection(nameof(Alone))]
public sealed class ComposeTests(DockerHost host)
{
    // CAP_SYSLOG is number 34.
    private const string OnlySyslog = "0000000400000000";

    private static readonly string[] Services = ["rabbitmq", "postgres", "server", "docker-proxy", "collector"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_fault_on_a_host_that_was_brought_up_with_compose_is_in_the_API_and_told_in_Slack_once()
    {
        var engine = host.Require();
        var gateway = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_GATEWAY");
        Assert.SkipUnless(gateway is { Length: > 0 }, "containers of this engine cannot reach this process: tests/hosts/setup did not build the engine");
        await using var slack = await FakeSlack.StartAsync(host: gateway!);
        await using var project = new ComposeProject(engine, await SettingsAsync(engine, slack));
        await project.DownAsync();
        await project.BuildAsync("server", ComposeProject.ServerImage, "dotnet-local:10.0");
        await project.BuildAsync("collector", ComposeProject.CollectorImage, "debian-local:trixie");

        await UpAsync(project);
        foreach (var service in Services)
        {
            var process = await project.ProcessAsync(service);
            Assert.DoesNotContain("0", process["Uid"].Split('\t'));
            Assert.Equal(("0000000000000000", "1"), (process["CapBnd"], process["NoNewPrivs"]));
        }

        // Without the kernel log the limit is a guess, and is told as one.
        var guessed = await KillAsync(project, engine, slack, "guessed");
        Assert.Contains(guessed.Root.Missing, missing => missing.What == "kernel.oom_kill");

        await UpAsync(project, "-f", "docker-compose.yml", "-f", "deploy/kernel-log.compose.yml");
        Assert.Equal(OnlySyslog, (await project.ProcessAsync("collector"))["CapBnd"]);
        var known = await KillAsync(project, engine, slack, "known");
        Assert.Equal(Certainty.Confirmed, known.Root.Certainty);

        _ = await project.DoAsync("stop");
        Assert.All([guessed, known], incident => Assert.Equal(1, About(slack, incident.Root.Subject.Name)));
        Assert.Empty(slack.Violations);
        // In order: nobody had to kill them.
        foreach (var service in (string[])["server", "collector", "docker-proxy"])
        {
            Assert.Equal((service, "0"), (service, await project.InspectAsync(service, "{{.State.ExitCode}}")));
        }
    }

    [Theory]
    [InlineData("RABBITMQ_PASSWORD", "give the broker a password")]
    [InlineData("POSTGRES_PASSWORD", "give the database a password")]
    [InlineData("DOCKER_GID", "stat -c %g /var/run/docker.sock")]
    public async Task What_is_missing_in_the_settings_is_said(string missing, string said)
    {
        var settings = Needed();
        _ = settings.Remove(missing);
        var output = await new ComposeProject(host.Require(), settings).TryAsync("config", "-q");

        Assert.NotEqual(0, output.ExitCode);
        Assert.Contains(said, output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("docker-compose.yml", "deploy/kernel-log.compose.yml")]
    [InlineData("docker-compose.yml", "deploy/bus.compose.yml")]
    [InlineData("deploy/collector.compose.yml")]
    [InlineData("deploy/collector.compose.yml", "deploy/kernel-log.compose.yml")]
    public async Task Every_compose_file_is_right(params string[] files)
    {
        var settings = new Dictionary<string, string>(Needed()) { ["RABBITMQ_PUBLISH"] = "10.0.0.5:5672" };

        var output = await new ComposeProject(host.Require(), settings).TryAsync([.. files.SelectMany(file => new[] { "-f", file }), "config", "-q"]);

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
    }

    private static Dictionary<string, string> Needed() => new(ComposeProject.Settings())
    {
        ["RABBITMQ_PASSWORD"] = "s3cretword",
        ["POSTGRES_PASSWORD"] = "s3cretword",
        ["RABBITMQ_URI"] = "amqp://diagnoser:s3cretword@rabbitmq:5672",
        ["DOCKER_GID"] = "999",
    };

    private static async Task<Dictionary<string, string>> SettingsAsync(TestEngine engine, FakeSlack slack)
    {
        var socket = new Uri(engine.Uri).AbsolutePath;
        return new Dictionary<string, string>(Needed())
        {
            ["DOCKER_SOCKET"] = socket,
            ["DOCKER_GID"] = (await new Command("stat", "-c", "%g", socket).RunAsync()).Text(),
            ["HTTP_PUBLISH"] = "0.0.0.0:0",
            ["SLACK_TOKEN"] = FakeSlack.Token,
            ["SLACK_CHANNEL"] = FakeSlack.ChannelId,
            ["SLACK_API_URI"] = slack.Api,
            ["NOTIFY_ALLOW_HTTP"] = "true",
        };
    }

    private static async Task UpAsync(ComposeProject project, params IReadOnlyList<string> files) =>
        _ = await project.DoAsync([.. files, "up", "-d", "--wait", "--wait-timeout", "120"]);

    /// <summary>A container eats more than it may; gives the incident once people were told.</summary>
    private static async Task<Incident> KillAsync(ComposeProject project, TestEngine engine, FakeSlack slack, string what)
    {
        var name = DockerCli.Name($"compose-{what}");
        await engine.Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));
        var incident = await IncidentAsync(project, name);
        Assert.Equal(("oom-killed-memory-limit", Severity.Critical), (incident.Root.Rule, incident.Severity));
        await Until.TrueAsync(() => Task.FromResult(About(slack, name) > 0), Patience, () => $"no message about {name}");
        return incident;
    }

    private static int About(FakeSlack slack, string name) => slack.Roots.Count(root => root.Body.GetRawText().Contains(name, StringComparison.Ordinal));

    private static async Task<Incident> IncidentAsync(ComposeProject project, string name)
    {
        var port = (await project.DoAsync("port", "server", "8080")).Split(':')[^1];
        var address = new Uri($"http://{Environment.GetEnvironmentVariable("DIAGNOSER_TEST_ADDRESS")}:{port}/api/v1/incidents?status=all");
        using var client = new HttpClient();
        var said = "";
        return await Until.NotNullAsync(
            async () =>
            {
                said = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
                return JsonSerializer.Deserialize(said, ApiJson.Default.IReadOnlyListIncident)!.FirstOrDefault(i => i.Root.Subject.Name == name);
            },
            Patience,
            () => $"no incident about {name}; the API says {said}");
    }
}
