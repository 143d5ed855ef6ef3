{{/* What values.schema.json cannot say: values that each are right and together cannot work. One sentence each. */}}
{{- define "recto.checks" -}}
{{- $kafka := .Values.kafka -}}
{{- $security := include "recto.kafka.security" . -}}
{{- if and (hasPrefix "SASL" $security) (not $kafka.strimzi.users) (not $kafka.secret) }}
{{- fail (printf "kafka.security is %s: name the Secret with username and password in kafka.secret." $security) }}
{{- end }}
{{- if and $kafka.strimzi.users $kafka.security (ne $kafka.security (ternary "SSL" "SASL_SSL" (eq $kafka.strimzi.authentication "tls"))) }}
{{- fail (printf "kafka.security is %s, but the users of kafka.strimzi.users sign in with %s over TLS: leave kafka.security empty." $kafka.security $kafka.strimzi.authentication) }}
{{- end }}
{{- if and $kafka.strimzi.users (eq $kafka.topics "job") }}
{{- fail "kafka.strimzi.users gives no service the right to make topics: set kafka.topics to strimzi or none." }}
{{- end }}
{{- if and $kafka.strimzi.users (ne (include "recto.kafka.namespace" .) .Release.Namespace) }}
{{- fail (printf "kafka.strimzi.users: Strimzi would put their Secrets into %s, where services in %s cannot read them." $kafka.strimzi.namespace .Release.Namespace) }}
{{- end }}
{{- if and $kafka.strimzi.users (ne $kafka.strimzi.authentication "tls") (ne $kafka.saslMechanism "SCRAM-SHA-512") }}
{{- fail (printf "kafka.saslMechanism is %s: users that Strimzi makes know SCRAM-SHA-512 only." $kafka.saslMechanism) }}
{{- end }}
{{- if and (eq .Values.reader.mode "url") (not .Values.reader.url) }}
{{- fail "reader.mode is url: say where the reader is in reader.url." }}
{{- end }}
{{- if and .Values.reader.url (ne .Values.reader.mode "url") }}
{{- fail (printf "reader.url is set, but reader.mode is %s: set it to url." .Values.reader.mode) }}
{{- end }}
{{- if and (not (kindIs "invalid" .Values.reader.kserve.canaryTrafficPercent)) (not (include "recto.reader.isKnative" .)) }}
{{- fail (printf "reader.kserve.canaryTrafficPercent: KServe divides traffic on Knative only, and deploymentMode is %s." .Values.reader.kserve.deploymentMode) }}
{{- end }}
{{- if and (eq .Values.database.kind "sqlite") (gt (int .Values.gateway.replicas) 1) (not .Values.gateway.autoscaling.enabled) }}
{{- fail "database.kind is sqlite, which one gateway can have open: set gateway.replicas to 1." }}
{{- end }}
{{- if and (eq .Values.database.kind "sqlite") .Values.gateway.autoscaling.enabled }}
{{- fail "database.kind is sqlite, which one gateway can have open: set gateway.autoscaling.enabled to false." }}
{{- end }}
{{- if and (eq .Values.database.kind "postgresql") (not .Values.secrets.database) }}
{{- fail "database.kind is postgresql: name the Secret with its url in secrets.database." }}
{{- end }}
{{- if and (not .Values.objects.volume.enabled) (not .Values.secrets.objects) }}
{{- fail "Name the Secret with access-key and secret-key of the object store in secrets.objects." }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (not .Values.externalSecrets.store.name) }}
{{- fail "externalSecrets is enabled: name the store in externalSecrets.store.name." }}
{{- end }}
{{- if and .Values.secrets.oidc (not .Values.gateway.settings.oidc_issuer) }}
{{- fail "secrets.oidc is set: say who the identity provider is in gateway.settings.oidc_issuer." }}
{{- end }}
{{- if and .Values.gateway.settings.oidc_issuer (not .Values.secrets.oidc) }}
{{- fail "gateway.settings.oidc_issuer is set: name the Secret with client-secret in secrets.oidc." }}
{{- end }}
{{- range $service := list "gateway" "ingestion" }}
{{- $ingress := (index $.Values $service).ingress }}
{{- if and $ingress.enabled (not $ingress.host) }}
{{- fail (printf "%s.ingress is enabled: say under which name in %s.ingress.host." $service $service) }}
{{- end }}
{{- end }}
{{- range $service := list "gateway" "ingestion" "inference" }}
{{- $scaling := (index $.Values $service).autoscaling }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%s.autoscaling: minReplicas is %d, above maxReplicas, which is %d." $service (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- end }}
{{- $most := int .Values.inference.replicas }}
{{- if .Values.inference.autoscaling.enabled }}{{ $most = int .Values.inference.autoscaling.maxReplicas }}{{ end }}
{{- range (.Files.Get "files/topics.yaml" | fromYaml).topics }}
{{- if and (has .name (include "recto.inference.works" $ | fromJsonArray)) (gt $most (int .partitions)) }}
{{- fail (printf "inference: %d replicas, but %s has %d partitions: the others would wait for ever." $most .name (int .partitions)) }}
{{- end }}
{{- end }}
{{- end }}
