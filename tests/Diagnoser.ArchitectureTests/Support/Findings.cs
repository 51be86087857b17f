namespace Diagnoser.ArchitectureTests.Support;

internal static class Findings
{
    /// <summary>Fails with one line a finding.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
