using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>Waits for messages at the fake Slack.</summary>
internal static class SlackWaits
{
    /// <summary>The root messages, once there are so many.</summary>
    public static Task<IReadOnlyList<SlackPost>> RootsAsync(this FakeSlack slack, int count, Fleet fleet) => Until.NotNullAsync(
        () => Task.FromResult(slack.Roots is { } roots && roots.Count >= count ? roots : null), Fleet.Patience, () => Complaint(slack, $"{count} messages", fleet));

    /// <summary>The root message that names this container, once it is there.</summary>
    public static Task<SlackPost> AboutAsync(this FakeSlack slack, string container, Fleet fleet) => Until.NotNullAsync(
        () => Task.FromResult(slack.Roots.FirstOrDefault(r => r.Body.GetRawText().Contains(container, StringComparison.Ordinal))),
        Fleet.Patience,
        () => Complaint(slack, $"a message about {container}", fleet));

    private static string Complaint(FakeSlack slack, string wanted, Fleet fleet) =>
        $"Slack has {slack.Roots.Count} messages, wanted: {wanted}; {string.Join("; ", slack.Violations)}\n{fleet.Said}";
}
