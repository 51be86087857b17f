using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Incidents;

public sealed class ServerAccessTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("incidents list")]
    [InlineData("incidents list --all --json --limit 2")]
    [InlineData("incidents list --resolved --since 24h")]
    [InlineData("incidents list --stack nosuch")]
    [InlineData("incidents show 3f2a01")]
    [InlineData("incidents show dead")]
    [InlineData("incidents show 3f2a01 --json")]
    [InlineData("incidents show 3f2a")]
    [InlineData("incidents show bb01")]
    [InlineData("incidents show 3f")]
    [InlineData("incidents ack 3f2a02 --by ann")]
    [InlineData("incidents ack bb00 --by ann")]
    [InlineData("incidents resolve 3f2a02 --by ann --why fixed --json")]
    [InlineData("timeline --incident 3f2a01")]
    [InlineData("timeline --incident dead")]
    [InlineData("timeline --incident dead --json")]
    [InlineData("timeline --stack shop --from 4h --to 11:59:59")]
    [InlineData("timeline --stack shop --service db --host web-3 --format json --limit 2")]
    [InlineData("timeline --host nosuch")]
    [InlineData("timeline --stack shop --from 12:00 --to 11:00")]
    public async Task A_server_and_the_store_give_the_same(string line)
    {
        await using var api = await StartAsync();
        await using var store = await SeedAsync(Path.Combine(_cli.Folder, "state", "diagnoser"));

        var code = await _cli.RunAsync(line.Split(' '));
        var (output, error) = (_cli.Out, _cli.Error);
        _cli.Variables["DIAGNOSER__Server__Uri"] = (await api.Listening).OriginalString;
        var serverCode = await _cli.RunAsync(line.Split(' '));

        Assert.Equal(code, serverCode);
        Assert.Equal(output, _cli.Out);
        Assert.Equal(error, _cli.Error);
        Assert.NotEqual("", output + error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var code = await _cli.RunAsync("incidents", "list", "--server", $"http://user:secret@127.0.0.1:{FreePort()}/");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("http://127.0.0.1:", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200 OK", "text/html", "<html>")]
    [InlineData("200 OK", "application/json", "[{\"record\":1}]")]
    [InlineData("404 Not Found", "text/html", "<html>")]
    [InlineData("502 Bad Gateway", "text/html", "<html>")]
    public async Task Another_program_at_the_address_is_not_taken_for_a_server(string status, string type, string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        var code = await _cli.RunAsync("incidents", "list", "--server", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        await answering;
        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("is it a Diagnoser server", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_server_may_say_more_than_is_known_here()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var incident = JsonSerializer.Serialize(Kept.Incident(Kept.Shop, "shop", Kept.Web3, Some.Noon), ContractsJson.Default.Incident);
        var body = $"[{{\"unheardOf\":[1],{incident[1..]}]";
        var answering = AnswerAsync(listener, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        var code = await _cli.RunAsync("incidents", "list", "--server", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        _ = await answering;
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("shop-db-1 died", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_store_fails_is_exit_code_3_with_what_it_says()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        const string body = """{"status":503,"title":"Service Unavailable","detail":"the disk is full"}""";
        var answering = AnswerAsync(
            listener, $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        var code = await _cli.RunAsync("incidents", "list", "--server", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/below/");

        Assert.StartsWith("GET /below/api/v1/incidents?status=active&limit=100 ", await answering, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("503 Service Unavailable: the disk is full", _cli.Error, StringComparison.Ordinal);
    }

    private async Task<TestApi> StartAsync() =>
        await TestApi.StartAsync(await SeedAsync(Path.Combine(_cli.Folder, "server")), _cli.Clock);

    private static async Task<IStore> SeedAsync(string folder)
    {
        var store = await Kept.OpenAsync(folder);
        await Kept.AddAsync(store, Kept.HostileIncident());
        return store;
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
