using System.Text;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class MessageBodyTests
{
    private static readonly string Good = JsonSerializer.Serialize(Some.Die(), ContractsJson.Default.DockerEvent);

    [Fact]
    public void Every_event_of_a_body_is_taken_in_order()
    {
        var (events, setAside) = Read(JsonSerializer.Serialize([Some.Die("a"), Some.Die("b")], ContractsJson.Default.IReadOnlyListDockerEvent));

        Assert.Equal(["a", "b"], events.Select(e => e.Subject.Name));
        Assert.Empty(setAside);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"","type":"container.die","time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""}}""")]
    [InlineData("""{"id":"a","type":"container.die","time":"yesterday","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""}}""")]
    [InlineData("""{"id":"a","type":"container.die","schema":2,"time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""}}""")]
    [InlineData("""{"id":"a","schema":1,"type":"container.die","time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""},"evidence":[null]}""")]
    [InlineData("""{"id":"a","schema":1,"type":"container.die","time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""},"missing":[null]}""")]
    [InlineData("""{"id":"a","schema":1,"type":"container.die","time":"9999-12-31T23:59:59.95Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"","name":""}}""")]
    public void A_bad_element_is_set_aside_alone_with_its_text_and_the_reason(string bad)
    {
        var (events, setAside) = Read($"[{Good},{bad},{Good}]");

        Assert.Equal(2, events.Count);
        var record = Assert.Single(setAside);
        Assert.Equal(("diagnoser.events.p00", bad), (record.Origin, record.Body));
        Assert.NotEmpty(record.Problem);
    }

    [Fact]
    public void What_a_publisher_leaves_out_is_empty()
    {
        var (events, setAside) = Read("""[{"id":"a","schema":1,"type":"container.die","time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"c","name":"c"}}]""");

        Assert.Empty(setAside);
        var taken = Assert.Single(events);
        Assert.False(taken.Attributes[AttributeNames.ExitCode].HasValue);
        Assert.Empty(taken.Evidence);
        Assert.Empty(taken.Missing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("\0\0")]
    public void A_body_that_is_no_array_is_set_aside_whole(string body)
    {
        var (events, setAside) = Read(body);

        Assert.Empty(events);
        Assert.Equal(body, Assert.Single(setAside).Body);
    }

    [Fact]
    public void What_stands_before_a_fault_is_taken()
    {
        var (events, setAside) = Read($"[{Good},{{\"id\":");

        Assert.Single(events);
        Assert.Contains("1 events before the fault", Assert.Single(setAside).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_not_followed()
    {
        var (events, setAside) = Read($"[{Good},{new string('[', 10_000)}{new string(']', 10_000)}]");

        Assert.Single(events);
        Assert.Single(setAside);
    }

    [Fact]
    public void A_huge_body_is_kept_cut()
    {
        var (_, setAside) = Read(new string('x', 3_000_000));

        Assert.Equal(64 * 1024, Assert.Single(setAside).Body.Length);
    }

    private static (List<DockerEvent> Events, List<QuarantinedRecord> SetAside) Read(string body)
    {
        List<DockerEvent> events = [];
        List<QuarantinedRecord> setAside = [];
        MessageBody.Read(Encoding.UTF8.GetBytes(body), "diagnoser.events.p00", Some.Noon, events, setAside);
        return (events, setAside);
    }
}
