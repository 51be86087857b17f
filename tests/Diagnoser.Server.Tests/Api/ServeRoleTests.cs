using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Diagnoser.Server.Api;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Telemetry;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class ServeRoleTests
{
    [Fact]
    public async Task On_this_machine_alone_nothing_is_warned_of()
    {
        await using var api = await TestApi.StartAsync(listen: "localhost:0");

        Assert.True(IPAddress.IsLoopback(IPAddress.Parse((await api.Listening).Host)));
        Assert.DoesNotContain("authentication", api.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_to_others_it_warns_that_there_is_no_authentication_and_lets_them_write()
    {
        await using var api = await TestApi.StartAsync(listen: "0.0.0.0:0");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{(await api.Listening).Port}") };
        client.DefaultRequestHeaders.Host = "diagnoser.internal";
        using var content = new StringContent("""{"by":"ann"}""", new MediaTypeHeaderValue("application/json"));

        using var answer = await client.PostAsync(new Uri("api/v1/incidents/3f2a01/acknowledge", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no authentication yet", api.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("203.0.113.1")]
    [InlineData("no-such-name.invalid")]
    public async Task An_address_that_cannot_be_listened_on_is_told_and_ends_nothing(string host)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        await using var kept = new StoreFolder();
        using var stop = new CancellationTokenSource();
        var readiness = new Readiness();
        using var outbox = new Signal();
        await using var log = new StringWriter();
        using var logging = LineLoggerProvider.Factory(log, TimeProvider.System, dated: true, target: null);
        var address = new ApiAddress(new Uri($"http://{host}:{((IPEndPoint)holder.LocalEndpoint).Port}"));
        var role = new ServeRole(
            kept.Store, new IncidentKeeper(kept.Store, outbox, TimeProvider.System), readiness, address, TimeProvider.System, logging);

        var serving = role.RunAsync(stop.Token);
        await UntilAsync(() => !readiness.IsReady, serving);

        Assert.Contains("is not served at", log.ToString(), StringComparison.Ordinal);
        Assert.False(serving.IsCompleted);
        await stop.CancelAsync();
        await serving;
    }

    private static async Task UntilAsync(Func<bool> isSo, Task running)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo() && !running.IsCompleted)
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
