using System.Net;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class HealthEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_process_that_lives_says_so() =>
        Assert.Equal("alive\n", await _api.TextAsync("healthz?anything"));

    [Fact]
    public async Task Readiness_names_every_part()
    {
        Assert.Equal("http: ok\nstore: ok\n", await _api.TextAsync("readyz"));

        var answer = await _api.GetAsync("readyz?format=json");
        Assert.True(answer.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task What_somebody_should_look_after_is_said_and_the_process_is_ready()
    {
        _api.Readiness.Warn("runbooks", "a.yaml:3:5: error: no; keeps the version of 12:03:11");

        Assert.Contains("runbooks: ok, but a.yaml:3:5: error: no; keeps the version of 12:03:11\n", await _api.TextAsync("readyz"), StringComparison.Ordinal);
        var answer = await _api.GetAsync("readyz?format=json");
        Assert.True(answer.GetProperty("ready").GetBoolean());
        Assert.StartsWith("a.yaml", answer.GetProperty("warnings").GetProperty("runbooks").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_the_status_is_503()
    {
        _api.Readiness.Bad("broker", "connection refused");

        using var text = await _api.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "readyz"));
        using var json = await _api.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "readyz") { Headers = { { "Accept", "application/json" } } });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, text.StatusCode);
        Assert.Equal("broker: connection refused\nhttp: ok\nstore: ok\n", await text.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, json.StatusCode);
        Assert.Contains("\"broker\":\"connection refused\"", await json.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
