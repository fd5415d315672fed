import { Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Deletion, useLiftSuppression } from '../../api/deletions';
import { Confirm } from '../../components/Confirm';

type LiftSuppressionProps = { deletion: Deletion; opened: boolean; onClose: () => void };

/** Asks before an erased user may come back. */
export function LiftSuppression({ deletion, opened, onClose }: LiftSuppressionProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Let the user come back?">
      <Lift deletion={deletion} onClose={onClose} />
    </Modal>
  );
}

function Lift({ deletion, onClose }: Omit<LiftSuppressionProps, 'opened'>) {
  const lift = useLiftSuppression(deletion.id);
  const confirm = () =>
    lift.mutate(undefined, {
      onSuccess: () => {
        onClose();
        notifications.show({ message: `Events of ${deletion.user_id} are accepted again.` });
      },
    });
  return (
    <Confirm
      does="Let them come back"
      pending={lift.isPending}
      error={lift.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        Events of <strong>{deletion.user_id}</strong> that arrive from now on are kept and delivered
        as those of anybody else. What was erased stays erased.
      </Text>
    </Confirm>
  );
}
