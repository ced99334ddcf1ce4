using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Calls;
using TwilioServer.Messages;
using TwilioServer.Simulation.Processes;
using TwilioServer.Webhooks;

namespace TwilioServer.Simulation.Webhooks;

/// <summary>What the webhook handler does with a verified request, without the socket: read, identify, record, answer.</summary>
public sealed class WebhookDoor(World world)
{
    private static readonly Dictionary<string, WebhookRoute> Routes = CallWebhooks
        .Routes.Concat(MessageWebhooks.Routes)
        .SelectMany(route => route.Paths.Select(path => (path, route)))
        .ToDictionary(entry => entry.path, entry => entry.route, StringComparer.Ordinal);

    private readonly DeliveryEntries _entries = new(
        world.Identity,
        new DeliveryTenants(world.FindTenant, world.RingsNobody),
        world.Urls,
        World.AccountSid,
        NullLogger<DeliveryEntries>.Instance
    );

    /// <exception cref="ProcessDiedException">The process died over it; Twilio sees a connection that ends.</exception>
    public async Task<Answer> HandleAsync(SimulatedProcess process, SimulatedRequest request)
    {
        var delivery = new Delivery(
            Routes[request.Path],
            request.Target,
            Redactor.Redact([.. request.Parameters]),
            SourceIp: null,
            world.Ambient.NewId(),
            world.Agenda.Now,
            world.Agenda.GetTimestamp()
        );
        var entry =
            _entries.Make(delivery, Identity(delivery))
            ?? throw new InvalidOperationException($"The simulated {request.Path} request lacks a parameter.");
        var journal = world.Options.Parts.Journal(new ProcessJournal(world, process, request.Strand));
        world.Deliveries.Begin(entry.DeliveryId, request);
        try
        {
            var reply = await journal.AppendAsync(entry);
            world.Deliveries.Answered(entry.DeliveryId, request, reply);
            return new Answer(true, delivery.Route.AnswersTwiML ? reply.Body ?? entry.Webhook!.Fallback : null);
        }
        finally
        {
            world.Deliveries.End(entry.DeliveryId);
        }
    }

    private Guid Identity(in Delivery delivery) =>
        world.Options.Parts.Identity(
            world.Identity.OfWebhook(World.AccountSid, delivery.Target, delivery.Parameters),
            delivery.DeliveryId
        );
}
