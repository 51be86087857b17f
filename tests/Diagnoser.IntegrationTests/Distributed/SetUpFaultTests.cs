using System.Net;
using System.Net.Sockets;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Bus.Messages;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Everything that is commonly wrong on the first day: a clear word, no secret in it, and another try instead of an end.</summary>
public sealed class SetUpFaultTests(DockerHost host, Broker broker, Database database)
{
    private const string Wrong = "wr0ng-word";

    [Fact]
    public async Task A_wrong_password_for_the_broker()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        var server = await fleet.ServerAsync(with: new() { ["DIAGNOSER__Bus__RabbitMq__Uri"] = fleet.Broker.WithPassword(Wrong).OriginalString });

        await server.SaysAsync("refuses user 'tester' or its password");
        await server.SaysAsync("DIAGNOSER__Bus__RabbitMq__Uri");

        await StaysAsync(server);
    }

    [Fact]
    public async Task A_broker_that_is_not_there()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        var server = await fleet.ServerAsync(with: new() { ["DIAGNOSER__Bus__RabbitMq__Uri"] = $"amqp://tester:{Wrong}@127.0.0.1:1/" });

        await server.SaysAsync("RabbitMQ at 127.0.0.1:1 cannot be reached");

        await StaysAsync(server);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=wr0ng-word;Timeout=2", "127.0.0.1:1")]
    [InlineData("Password=wr0ng-word", "password")]
    [InlineData("Database=nosuch", "nosuch")]
    public async Task A_database_that_cannot_be_used(string change, string word)
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        var port = FreePort();
        var server = fleet.StartServer(with: new()
        {
            ["DIAGNOSER__Store__Postgres__ConnectionString"] = $"{fleet.Database};{change}",
            ["DIAGNOSER__Http__Listen"] = $"127.0.0.1:{port}",
        });

        await server.SaysAsync("Trying on");
        Assert.Contains(word, server.Said, StringComparison.OrdinalIgnoreCase);

        // Nobody should restart it for that: it says that it lives, and why it is not ready.
        await Until.TrueAsync(async () => (await HealthAsync(port)).ExitCode == 0, Fleet.Patience, () => server.Said);
        var ready = await HealthAsync(port, "--ready");
        Assert.Equal(1, ready.ExitCode);
        Assert.Contains(word, ready.Out, StringComparison.OrdinalIgnoreCase);
        await StaysAsync(server);
    }

    [Fact]
    public async Task A_queue_of_events_declared_differently_until_it_is_deleted()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        var queue = EventWire.Queue(3);
        await fleet.Broker.DeclareOtherwiseAsync(queue);
        var server = await fleet.ServerAsync();

        await server.SaysAsync("with other settings");
        await server.SaysAsync(queue);

        await fleet.Broker.DeleteQueueAsync(queue);
        await server.SaysAsync("consuming events");
        await StaysAsync(server);
    }

    [Fact]
    public async Task A_queue_of_messages_declared_differently_until_it_is_deleted()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        await fleet.Broker.DeclareOtherwiseAsync(MessageQueues.Diagnoses);
        var server = await fleet.ServerAsync();

        await server.SaysAsync("with other settings");
        await server.SaysAsync(MessageQueues.Diagnoses);

        await StaysAsync(server);
    }

    [Fact]
    public async Task No_broker_configured_is_wrong_usage()
    {
        var output = await new Command("dotnet", Path.Combine(Paths.ProgramFolder, "diagnoser.dll"), "server").RunAsync();

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("DIAGNOSER__Bus__RabbitMq__Uri", output.Error, StringComparison.Ordinal);
    }

    private static Task<Output> HealthAsync(int port, params IReadOnlyList<string> more) => new Command(
        "dotnet", [Path.Combine(Paths.ProgramFolder, "diagnoser.dll"), "healthcheck", "--server", $"http://127.0.0.1:{port}", .. more]).RunAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task StaysAsync(RunningProgram program)
    {
        Assert.DoesNotContain(Wrong, program.Said, StringComparison.Ordinal);
        Assert.False(program.HasEnded, program.Said);
        Assert.Equal(0, await program.StopAsync());
        Assert.Contains("stopped", program.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", program.Said, StringComparison.Ordinal);
    }
}
