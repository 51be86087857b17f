using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Run;
using Diagnoser.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Diagnoser.Server.Tests.Cli.Run;

public sealed class HealthcheckCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_server_that_lives_is_well_even_if_it_is_not_ready()
    {
        await using var server = await StartAsync("bus: RabbitMQ at rabbit:5672 cannot be reached\nstore: ok\n", StatusCodes.Status503ServiceUnavailable);

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("healthcheck", "--server", server.Urls.First()));
        Assert.Equal("alive\n", _cli.Out);

        Assert.Equal(ExitCodes.NotWell, await _cli.RunAsync("healthcheck", "--ready", "--server", server.Urls.First()));
        Assert.Equal("bus: RabbitMQ at rabbit:5672 cannot be reached; store: ok\n", _cli.Out);
    }

    [Fact]
    public async Task A_server_that_has_all_it_needs_is_ready()
    {
        await using var server = await StartAsync("store: ok\n", StatusCodes.Status200OK);

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("healthcheck", "--ready", "--server", server.Urls.First()));
        Assert.Equal("store: ok\n", _cli.Out);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_not_well_and_is_named()
    {
        Assert.Equal(ExitCodes.NotWell, await _cli.RunAsync("healthcheck", "--server", "http://127.0.0.1:1"));
        Assert.StartsWith("http://127.0.0.1:1/healthz cannot be reached", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_kind_is_wrong_usage()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("healthcheck", "--server", "unix:///run/diagnoser.sock"));
        Assert.Contains("--server", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("*:8080", "http://127.0.0.1:8080/")]
    [InlineData("[::]:8080", "http://[::1]:8080/")]
    [InlineData("10.0.0.5:80", "http://10.0.0.5/")]
    public void A_server_that_listens_everywhere_is_asked_at_the_nearest_address(string listen, string asked) =>
        Assert.Equal(asked, HealthcheckCommand.Local(listen).AbsoluteUri);

    private static async Task<WebApplication> StartAsync(string readiness, int status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _ = builder.Services.AddRoutingCore();
        var app = builder.Build();
        _ = app.MapGet("/healthz", () => Results.Text("alive\n"));
        _ = app.MapGet("/readyz", () => Results.Text(readiness, statusCode: status));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
