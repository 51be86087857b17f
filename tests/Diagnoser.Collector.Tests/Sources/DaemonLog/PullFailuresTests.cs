using Diagnoser.Collector.Sources.DaemonLog;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

public sealed class PullFailuresTests
{
    private const string Insecure = "Attempting next endpoint for pull after error: Get \"https://127.0.0.1:5055/v2/\": tls: first record does not look like a TLS handshake";

    private readonly FakeTimeProvider _clock = new();
    private readonly PullFailures _pulls;
    private readonly List<PullFailure> _failed = [];

    public PullFailuresTests() => _pulls = new PullFailures(_clock);

    // As engine 26.1 wrote them for a registry that answered so.
    [Theory]
    [InlineData("manifest unknown: manifest unknown", Insecure, "Not continuing with pull after error: manifest unknown: manifest unknown")]
    [InlineData("unauthorized", Insecure, "Attempting next endpoint for pull after error: unauthorized", "Handler for POST /v1.45/images/create returned error: unauthorized")]
    [InlineData(
        "toomanyrequests: slow down", Insecure, "Not continuing with pull after error: toomanyrequests: slow down", "Handler for POST /v1.45/images/create returned error: toomanyrequests: slow down")]
    [InlineData(
        "Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid: no such host",
        "Error getting v2 registry: Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid: no such host",
        "Attempting next endpoint for pull after error: Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid: no such host",
        "Handler for POST /v1.45/images/create returned error: Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid: no such host")]
    public void Several_lines_are_one_failure(string error, params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.True(Accept(line));
        }

        Pass(5);
        Assert.Equal(error, Assert.Single(_failed).Error);
    }

    [Fact]
    public void An_answer_of_the_last_registry_is_the_end_after_which_nothing_comes()
    {
        _ = Accept("Attempting next endpoint for pull after error: pull access denied for shop/web, repository does not exist or may require 'docker login': denied");
        Assert.Empty(_failed);

        Pass(1);

        Assert.StartsWith("pull access denied for shop/web", Assert.Single(_failed).Error, StringComparison.Ordinal);
        Pass(30);
        _ = Assert.Single(_failed);
    }

    [Fact]
    public void An_answer_of_a_mirror_is_not()
    {
        _ = Accept("Attempting next endpoint for pull after error: manifest unknown: manifest unknown");

        Pass(30, hasMirror: true);

        Assert.Empty(_failed);
    }

    [Fact]
    public void A_registry_that_is_tried_without_encryption_next_has_not_failed()
    {
        _ = Accept(Insecure);

        Pass(30);

        Assert.Empty(_failed);
    }

    [Fact]
    public void Pulls_side_by_side_are_kept_apart_by_their_request()
    {
        _ = Accept("Not continuing with pull after error: manifest unknown", "a");
        _ = Accept("Not continuing with pull after error: denied", "b");
        _ = Accept("Handler for POST /v1.45/images/create returned error: denied", "b");

        Assert.Equal(["manifest unknown", "denied"], _failed.Select(failure => failure.Error));
    }

    [Fact]
    public void An_engine_that_names_no_request_can_fail_twice()
    {
        _ = Accept("Not continuing with pull after error: manifest unknown", null);
        _ = Accept("Handler for POST /v1.41/images/create returned error: manifest unknown", null);
        Pass(2);
        _ = Accept("Not continuing with pull after error: manifest unknown", null);

        Assert.Equal(2, _failed.Count);
    }

    [Fact]
    public void The_error_may_stand_in_a_field_and_other_lines_are_left_alone()
    {
        Assert.True(_pulls.Accept(new DaemonLine("error", "pulling image failed", [new("error", "manifest for shop/web:2 not found")]), _clock.GetUtcNow(), _failed));
        Assert.False(Accept("Handler for POST /v1.45/containers/create returned error: no"));
        Assert.False(Accept("Health check for container x error: y"));

        Assert.Equal("manifest for shop/web:2 not found", Assert.Single(_failed).Error);
    }

    [Theory]
    [InlineData("manifest for 127.0.0.1:5055/shop/web:1.4 not found: manifest unknown: manifest unknown", "not_found", "127.0.0.1:5055", "127.0.0.1:5055/shop/web:1.4")]
    [InlineData("pull access denied for shop/web, repository does not exist or may require 'docker login'", "denied", "docker.io", "shop/web")]
    [InlineData("toomanyrequests: You have reached your unauthenticated pull rate limit.", "rate_limit", null, null)]
    [InlineData("name unknown", "not_found", null, null)]
    [InlineData("denied: requested access to the resource is denied", "denied", null, null)]
    [InlineData("Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid on 10.0.0.2:53: no such host", "unreachable", "nosuch.invalid", null)]
    [InlineData("Get \"https://r.example:5000/v2/\": x509: certificate signed by unknown authority", "certificate", "r.example:5000", null)]
    [InlineData("Head \"https://r.example/v2/shop/web/manifests/2\": net/http: TLS handshake timeout", "unreachable", "r.example", "r.example/shop/web:2")]
    [InlineData("received unexpected HTTP status: 503 Service Unavailable", "unreachable", null, null)]
    [InlineData("failed to register layer: write /usr/lib/x: no space left on device", "no_space", null, null)]
    [InlineData("no matching manifest for linux/arm64/v8 in the manifest list entries", "platform", null, null)]
    [InlineData("failed to register layer: mkdir /var/lib/docker/x: permission denied", "other", null, null)]
    [InlineData("Get \"https://127.0.0.1:5055/v2/\": tls: first record does not look like a TLS handshake", "other", "127.0.0.1:5055", null)]
    public void The_answer_tells_why_and_of_what(string text, string kind, string? registry, string? reference) =>
        Assert.Equal(new PullError(kind, registry, reference), PullError.Of(text));

    private bool Accept(string message, string? trace = "t1") =>
        _pulls.Accept(new DaemonLine("error", message, trace is null ? [] : [new("traceID", trace)]), _clock.GetUtcNow(), _failed);

    private void Pass(int seconds, bool hasMirror = false)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _pulls.Settle(hasMirror, _failed);
        }
    }
}
