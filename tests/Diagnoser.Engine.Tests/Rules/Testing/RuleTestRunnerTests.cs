using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Engine.Tests.Rules.Testing;

public sealed class RuleTestRunnerTests
{
    /// <summary>A name that is not resolved, as in the worked example of the rule language.</summary>
    [Theory]
    [InlineData("back", "running", "web-1 is on front; 'db' is on back.", true)]
    [InlineData("back", "exited", "web-1 is on front; 'db' is on no running container.", false)]
    [InlineData("front", "running", "web-1 is on front; 'db' is on front.", false)]
    public void Containers_that_are_given_are_known_before_the_first_event(string network, string state, string cause, bool connects)
    {
        var rule = Nodes.Rule("""
            {
              "rule": "dns-resolution-failure", "title": "t", "severity": "warning",
              "match": { "lookup": {
                "event": "container.log",
                "where": { "log.body|re": "lookup (?<peer>[\\w.-]+) on 127\\.0\\.0\\.11:53: no such host" },
                "when": "container.networks.exists_user_defined"
              } },
              "correlate": { "by": ["service.name", "captures.peer"], "within": "60s", "count": { "of": "lookup", "gte": 3 } },
              "evidence": {
                "peer": { "field": "lookup.captures.peer" },
                "networks": { "topology": "networks", "of": "lookup" },
                "candidates": { "topology": "services_named", "name": "~${{ lookup.captures.peer }}" }
              },
              "diagnosis": {
                "summary": "~${{ lookup.service.name }} cannot resolve '${{ peer }}'",
                "cause": "~${{ lookup.container.name }} is on ${{ networks | join(', ') }}; '${{ peer }}' is on ${{ candidates.networks | join(', ') | default('no running container') }}.",
                "confidence": 0.8
              },
              "fixes": [{
                "id": "connect-network", "title": "t", "risk": "low", "when": "size(candidates) == 1",
                "command": "docker network connect ${{ candidates.first.network }} ${{ lookup.container.name }}"
              }],
              "tests": [{
                "name": "services on different networks",
                "given": { "containers": [
                  { "id": "a", "name": "web-1", "service": "shop_web", "networks": ["front"] },
                  { "id": "b", "name": "db-1", "service": "db", "networks": ["NETWORK"], "state": "STATE" }
                ] },
                "events": [{ "at": "0s", "event": "container.log", "container": "a", "log.body": "dial tcp: lookup db on 127.0.0.11:53: no such host", "repeat": 3, "every": "5s" }],
                "expect": [{ "service": "shop_web", "cause": "CAUSE", "fixes|HAS": "connect-network" }]
              }]
            }
            """.Replace("NETWORK", network, StringComparison.Ordinal)
            .Replace("STATE", state, StringComparison.Ordinal)
            .Replace("CAUSE", cause, StringComparison.Ordinal)
            .Replace("HAS", connects ? "has" : "not", StringComparison.Ordinal));

        var result = Assert.Single(RuleTestRunner.Run(rule, RuleSet.Of([rule])));

        Assert.True(result.Passed, result.Got);
    }

    /// <summary>A dependency on another host, as in the worked example of the rule language.</summary>
    [Theory]
    [InlineData("[\"shop_db\"]", true)]
    [InlineData("[]", false)]
    public void A_relation_between_containers_of_two_hosts_decides(string dependsOn, bool speaks)
    {
        var rule = Nodes.Rule("""
            {
              "rule": "dependency-refused-after-oom", "title": "t", "severity": "critical", "scope": "fleet",
              "match": {
                "oom": { "event": "kernel.oom_kill", "where": { "constraint": "memcg" } },
                "refused": { "event": "container.log", "where": { "log.body|contains": "refused" } }
              },
              "correlate": {
                "within": "3m", "sequence": ["oom", { "count": "refused", "gte": 3 }],
                "relate": [{ "from": "refused", "relation": "depends_on", "to": "oom" }]
              },
              "evidence": { "now": { "topology": "state", "of": "oom" }, "dependents": { "topology": "dependents", "of": "oom" } },
              "diagnosis": { "summary": "~${{ oom.service.name }} is ${{ now }}; ${{ dependents | join(', ') }} depends on it", "cause": "c", "confidence": 0.9 },
              "tests": [{
                "name": "t",
                "given": { "containers": [
                  { "id": "api", "name": "api-1", "service": "shop_api", "host": "h2", "depends_on": DEPENDS },
                  { "id": "db", "name": "db-1", "service": "shop_db", "host": "h1" }
                ] },
                "events": [
                  { "at": "0s", "event": "kernel.oom_kill", "container": "db", "constraint": "memcg" },
                  { "at": "4s", "event": "container.log", "container": "api", "log.body": "connection refused", "repeat": 3, "every": "1s" }
                ],
                "expect": EXPECT
              }]
            }
            """.Replace("DEPENDS", dependsOn, StringComparison.Ordinal)
            .Replace("EXPECT", speaks ? """[{ "service": "shop_api", "summary": "shop_db is running; shop_api depends on it" }]""" : "\"none\"", StringComparison.Ordinal));

        var result = Assert.Single(RuleTestRunner.Run(rule, RuleSet.Of([rule])));

        Assert.True(result.Passed, result.Got);
    }
}
