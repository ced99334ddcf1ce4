using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Replay;
using TwilioServer.Simulation.Processes;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Simulation.Webhooks;

/// <summary>What the webhook handler does with a verified request, without the socket: read, identify, record, answer.</summary>
public sealed class WebhookDoor(World world)
{
    private static readonly Dictionary<string, WebhookRoute> Routes = CallWebhooks
        .Routes.Concat(MessageWebhooks.Routes)
        .SelectMany(route => route.Paths.Select(path => (path, route)))
        .ToDictionary(entry => entry.path, entry => entry.route, StringComparer.Ordinal);

    /// <exception cref="ProcessDiedException">The process died over it; Twilio sees a connection that ends.</exception>
    public async Task<Answer> HandleAsync(SimulatedProcess process, SimulatedRequest request)
    {
        var route = Routes[request.Path];
        var happened =
            route.Read(Read(request))
            ?? throw new InvalidOperationException($"The simulated {route.Type} request lacks a parameter.");
        var entry = Entry(request, route, happened);
        var journal = world.Options.Parts.Journal(new ProcessJournal(world, process, request.Strand));
        world.Deliveries.Begin(entry.DeliveryId, request);
        try
        {
            var reply = await journal.AppendAsync(entry);
            var document = entry.Kind == StreamKind.None ? happened.UnknownNumberReply : reply.Body ?? route.Fallback;
            world.Deliveries.Answered(entry.DeliveryId, request, reply);
            return new Answer(true, route.AnswersTwiML ? document : null);
        }
        finally
        {
            world.Deliveries.End(entry.DeliveryId);
        }
    }

    private static WebhookRequest Read(SimulatedRequest request)
    {
        var http = new DefaultHttpContext().Request;
        http.QueryString = new QueryString(request.Target[request.Path.Length..]);
        return new WebhookRequest(request.Parameters, http);
    }

    private JournalEntry Entry(SimulatedRequest request, WebhookRoute route, WebhookEvent happened)
    {
        var deliveryId = world.Ambient.NewId();
        var tenant = happened.BusinessNumber is { } number ? world.FindTenant(number) : null;
        var isUnknown = happened.BusinessNumber is not null && tenant is null;
        var tenantId = tenant?.TenantId ?? Guid.Empty;
        var identity = world.Identity.OfWebhook(World.AccountSid, request.Target, request.Parameters);
        return new JournalEntry
        {
            DeliveryId = deliveryId,
            Identity = world.Options.Parts.Identity(identity, deliveryId),
            Type = happened.Type,
            At = world.Agenda.Now,
            ParametersJson = StoredParameters.Write(request.Parameters),
            Kind = isUnknown ? StreamKind.None : happened.Kind,
            StreamKey = isUnknown ? null : happened.StreamKey,
            CreatesStream = tenant is not null,
            TenantId = tenantId,
            Contact =
                tenant is not null && happened.ContactNumber is { } contact && PhoneNumber.CanBeTexted(contact)
                    ? new ContactKey(tenantId, contact)
                    : null,
            Event = happened.Happened,
            Origin = happened.Origin,
            BaseUrl = World.BaseUrl,
            Webhook = new WebhookDelivery(route.Type, null, happened.StreamKey, null, world.Agenda.GetTimestamp()),
        };
    }
}
